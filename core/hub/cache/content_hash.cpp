#include "core/hub/cache/content_hash.h"

#include "core/base/sha256.h"

#include <QCryptographicHash>

#include <algorithm>
#include <vector>

namespace samscope {

namespace {

constexpr std::uint64_t pieceSize = 1 << 20;

template <typename Take> void forEachPiece(const ByteSource& source, const Work& work, Take take)
{
    std::vector<std::byte> buffer(std::min(source.size(), pieceSize));
    for (std::uint64_t offset = 0; offset < source.size(); offset += buffer.size()) {
        work.throwIfStopped();
        work.report({"checking", offset, source.size(), Unit::Bytes});
        const auto piece = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), source.size() - offset));
        source.read(offset, piece);
        take(piece);
    }
    work.report({"checking", source.size(), source.size(), Unit::Bytes});
}

} // namespace

std::string contentHash(HashKind kind, const ByteSource& source, const Work& work)
{
    if (kind == HashKind::Sha256) { // with the CPU's instructions, which Qt's does not use
        Sha256 hash;
        forEachPiece(source, work, [&](std::span<const std::byte> piece) { hash.update(piece); });
        return hash.finish();
    }
    QCryptographicHash hash(kind == HashKind::Md5 ? QCryptographicHash::Md5 : QCryptographicHash::Sha1);
    if (kind == HashKind::GitSha1) {
        hash.addData("blob " + QByteArray::number(static_cast<qulonglong>(source.size())) + '\0');
    }
    forEachPiece(source, work, [&](std::span<const std::byte> piece) {
        hash.addData(QByteArrayView(reinterpret_cast<const char*>(piece.data()), static_cast<qsizetype>(piece.size())));
    });
    return hash.result().toHex().toStdString();
}

} // namespace samscope
