// Edits that HDF5 itself makes in a store: the structure stays sound and the content is anything.
#pragma once

#include <string>

#include "fuzz/choices.h"

namespace rapport::fuzz {

/// Makes edits in the HDF5 file until the choices end, at most a few dozen. What HDF5 refuses is left out.
void edit_store(const std::string& path, Choices& choices);

}  // namespace rapport::fuzz
