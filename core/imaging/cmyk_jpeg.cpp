#include "core/imaging/cmyk_jpeg.h"

#include "core/base/error.h"

// clang-format off
#include <csetjmp>
#include <cstdio> // jpeglib.h needs it
#include <jpeglib.h>
// clang-format on

namespace samscope {

namespace {

// libjpeg reports a fatal error through a call that must not return.
struct Failure
{
    jpeg_error_mgr manager{};
    std::jmp_buf place{};
    char message[JMSG_LENGTH_MAX] = {};
};

void fail(j_common_ptr info)
{
    auto* failure = reinterpret_cast<Failure*>(info->err);
    info->err->format_message(info, failure->message);
    std::longjmp(failure->place, 1);
}

void stayQuiet(j_common_ptr, int) {}

/// Pillow's MULDIV255: a * b / 255, rounded.
int scaled(int a, int b)
{
    const int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}

void convertRow(const std::uint8_t* inks, std::uint8_t* rgb, std::size_t width)
{
    for (std::size_t x = 0; x < width; ++x, inks += 4, rgb += 3) {
        const int light = inks[3];
        for (int c = 0; c < 3; ++c) {
            rgb[c] = static_cast<std::uint8_t>(light - scaled(255 - inks[c], light));
        }
    }
}

// No object with a destructor lives in here: a fatal error jumps out of it.
bool decodeRows(jpeg_decompress_struct& info, Failure& failure, std::span<const std::byte> bytes, RgbImage& image,
                std::vector<std::uint8_t>& row)
{
    if (setjmp(failure.place) != 0) {
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    info.out_color_space = JCS_CMYK;
    jpeg_start_decompress(&info);
    const std::size_t width = info.output_width;
    image.width = static_cast<int>(info.output_width);
    image.height = static_cast<int>(info.output_height);
    image.pixels.resize(width * info.output_height * 3);
    row.resize(width * 4);
    while (info.output_scanline < info.output_height) {
        const std::size_t y = info.output_scanline;
        JSAMPROW target = row.data();
        jpeg_read_scanlines(&info, &target, 1);
        convertRow(row.data(), image.pixels.data() + y * width * 3, width);
    }
    return true;
}

} // namespace

RgbImage decodeCmykJpeg(std::span<const std::byte> bytes, const std::string& name)
{
    jpeg_decompress_struct info{};
    Failure failure;
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = fail;
    failure.manager.emit_message = stayQuiet;
    RgbImage image;
    std::vector<std::uint8_t> row;
    const bool decoded = decodeRows(info, failure, bytes, image, row);
    jpeg_destroy_decompress(&info);
    if (!decoded) {
        throw Error({.file = name, .reason = std::string("damaged JPEG: ") + failure.message});
    }
    return image;
}

} // namespace samscope
