#pragma once

#include "core/convert/convert.h"

namespace samscope {

/// Shows a conversion's progress; the rows themselves go to the remap log.
class ConversionProgress final : public ConversionListener
{
public:
    explicit ConversionProgress(ProgressSink& progress) : m_progress(progress) {}
    void report(const Progress& progress) override { m_progress.report(progress); }
    void rowWritten(const WrittenRow&) override {}

private:
    ProgressSink& m_progress;
};

} // namespace samscope
