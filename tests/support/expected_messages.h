// Faulty files beside their words: NAME.yaml and NAME.expected, one line for each message.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/diagnostic.h"

namespace rapport::expected_messages {

inline std::vector<std::string> lines_of_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// Names of the .yaml files of a folder, in order.
inline std::vector<std::string> yaml_names(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Faults as they are told, file names relative to `folder`.
inline std::vector<std::string> told(const Diagnostics& faults, const std::filesystem::path& folder) {
  std::vector<std::string> messages;
  const std::string prefix = folder.string() + "/";
  for (Diagnostic fault : faults) {
    if (fault.file.rfind(prefix, 0) == 0) fault.file.erase(0, prefix.size());
    messages.push_back(to_text(fault));
  }
  return messages;
}

inline bool is_said(const std::vector<std::string>& messages, const std::string& words) {
  return std::any_of(messages.begin(), messages.end(),
                     [&](const std::string& message) { return message.find(words) != std::string::npos; });
}

/// Every expected line is found in a message, and no message is without its line.
inline void expect_messages(const std::vector<std::string>& expected,
                            const std::vector<std::string>& messages) {
  for (const std::string& line : expected)
    EXPECT_TRUE(is_said(messages, line)) << line << "\nnot in\n" << testing::PrintToString(messages);
  for (const std::string& message : messages) {
    const bool is_expected = std::any_of(expected.begin(), expected.end(), [&](const std::string& line) {
      return message.find(line) != std::string::npos;
    });
    EXPECT_TRUE(is_expected) << "unexpected: " << message;
  }
}

}  // namespace rapport::expected_messages
