#error "<mpi.h> in the engine: MPI belongs to sim/study"
