// What is done with hostile bytes: one function for each kind of input. The fuzz targets call them with what
// libFuzzer makes up, corpus_test.cpp with what was worth keeping. Each answers "" when its promise held and
// otherwise in words what was broken; it lets exceptions through, and crashes where the program would.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace rapport::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// A scenario file beside the tiny world of tests/bad_scenarios: it loads with every number in its bounds, or
/// every fault is told with its file; within a second of computing.
std::string scenario_fault(Bytes bytes);

/// The first byte picks a table of the tiny world, the rest is its file: every number read is in bounds,
/// or the faults are told; within a second of computing.
std::string table_fault(Bytes bytes);

/// The first byte says what the rest is: the whole file; bytes to change in a sound store; or edits to make in
/// one through HDF5, after which the file is sealed as if it were ours. Whatever is not the study that was
/// written is refused with exit code 4, within a second of computing.
std::string store_fault(Bytes bytes);

/// An expression of an outsider's model: it is refused in one short message with a place in it, or gives the same bits
/// for a column of people and for each of them alone; within a second of computing.
std::string expression_fault(Bytes bytes);

/// An outsider's model without tables: every fault is told with its file, or a few steps and people of it run, both
/// engines keep everybody, and the exact mean is the same forwards and backwards; within a second of computing.
std::string own_model_fault(Bytes bytes);

}  // namespace rapport::fuzz
