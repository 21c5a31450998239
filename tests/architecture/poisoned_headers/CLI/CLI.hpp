#error "<CLI/CLI.hpp> in the engine: the command line belongs to sim/cli"
