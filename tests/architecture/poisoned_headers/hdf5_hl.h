#error "<hdf5_hl.h> in the engine: HDF5 belongs to sim/outcome"
