#error "<yaml-cpp/yaml.h> in the engine: YAML belongs to sim/scenario"
