#error "<hdf5.h> in the engine: HDF5 belongs to sim/outcome"
