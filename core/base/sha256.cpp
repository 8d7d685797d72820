#include "core/base/sha256.h"

#include "core/base/progress.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

namespace samscope {

struct Sha256::Context
{
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    Context() { EVP_DigestInit_ex(digest, EVP_sha256(), nullptr); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { EVP_MD_CTX_free(digest); }
};

Sha256::Sha256() : m_context(std::make_unique<Context>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes)
{
    EVP_DigestUpdate(m_context->digest, bytes.data(), bytes.size());
}

std::string Sha256::finish()
{
    std::array<unsigned char, 32> digest = {};
    EVP_DigestFinal_ex(m_context->digest, digest.data(), nullptr);
    EVP_DigestInit_ex(m_context->digest, nullptr, nullptr);
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

std::string sha256(std::span<const std::byte> bytes)
{
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

std::string sha256(const ByteSource& source, const std::stop_token& stop)
{
    Sha256 hash;
    std::vector<std::byte> buffer(std::min<std::uint64_t>(source.size(), 1 << 20));
    for (std::uint64_t offset = 0; offset < source.size(); offset += buffer.size()) {
        throwIfStopped(stop);
        const auto piece = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), source.size() - offset));
        source.read(offset, piece);
        hash.update(piece);
    }
    return hash.finish();
}

} // namespace samscope
