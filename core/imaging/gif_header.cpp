#include "core/imaging/gif_header.h"

#include "core/base/error.h"

namespace samscope {

namespace {

constexpr int extension = 0x21;
constexpr int graphicControl = 0xf9;
constexpr int imageDescriptor = 0x2c;
constexpr int trailer = 0x3b;
constexpr std::byte transparencyFlag{1};

void skipColourTable(ByteReader& reader, int packed)
{
    if ((packed & 0x80) != 0) {
        reader.skip(std::size_t{3} << ((packed & 7) + 1));
    }
}

void skipSubBlocks(ByteReader& reader)
{
    for (std::size_t size = reader.u8(); size != 0; size = reader.u8()) {
        reader.skip(size);
    }
}

void readImage(ByteReader& reader, const PictureHeader& header)
{
    const bool atOrigin = reader.u16() == 0 && reader.u16() == 0;
    const bool full = reader.u16() == header.width && reader.u16() == header.height;
    if (!atOrigin || !full) {
        reader.fail("a GIF whose picture does not fill its canvas", "save it as PNG");
    }
    skipColourTable(reader, reader.u8());
    reader.skip(1);
    skipSubBlocks(reader);
}

} // namespace

PictureHeader readGifHeader(std::vector<std::byte>& bytes, const std::string& name)
{
    PictureHeader header{.format = "gif"};
    ByteReader reader(bytes, name);
    reader.skip(6);
    header.width = reader.u16();
    header.height = reader.u16();
    const int packed = reader.u8();
    reader.skip(2);
    skipColourTable(reader, packed);
    int images = 0;
    for (int block = reader.u8(); block != trailer; block = reader.u8()) {
        if (block == extension) {
            if (reader.u8() == graphicControl) {
                bytes[reader.position() + 1] &= ~transparencyFlag;
            }
            skipSubBlocks(reader);
        } else if (block == imageDescriptor) {
            if (++images > 1) {
                throw Error({.file = name, .reason = "an animated GIF", .advice = "save the wanted frame alone"});
            }
            readImage(reader, header);
        } else {
            reader.fail("damaged GIF: an unknown block");
        }
    }
    if (images == 0) {
        throw Error({.file = name, .reason = "a GIF without a picture"});
    }
    return header;
}

} // namespace samscope
