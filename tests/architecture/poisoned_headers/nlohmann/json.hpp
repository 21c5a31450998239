#error "<nlohmann/json.hpp> in the engine: JSON belongs to sim/study and sim/cli"
