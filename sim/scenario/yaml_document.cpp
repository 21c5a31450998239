// The one file that knows the YAML library: its events to our tree.
#include "scenario/yaml_document.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "scenario/text_check.h"

namespace rapport::scenario {

namespace {

constexpr std::size_t kMostKeyBytes = 100;
constexpr std::size_t kMostScalarBytes = 10000;
constexpr std::size_t kMostYamlFaults = 50;
constexpr int kMostOfAKind = 3;

/// Thrown inside this file only: the fault is in the list already.
struct StopReading {};

struct OpenNode {
  YamlNode node;
  bool has_key = false;  ///< of a map: the key is read, its value is next
  bool drop = false;     ///< the value belongs to a key that was refused
  std::map<std::string, int, std::less<>> line_of;
};

/// Builds the tree from the parser's events. The parser's own graph of nodes, in which an alias can
/// make a cycle, never comes into being.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, std::shared_ptr<const Source> source, Diagnostics& faults)
      : text_(text), source_(std::move(source)), faults_(faults) {}

  YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node = node_at(mark, "", anchor, is_written_null(mark) ? NodeKind::null : NodeKind::empty);
    const bool is_value = !open_.empty() && open_.back().has_key;
    if (node.kind == NodeKind::empty && is_value) node.place = open_.back().node.keys.back().place;
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    repeated_fault(alias_count_, mark, "aliases (*name) are not allowed: write the value out");
    add(node_at(mark, "", YAML::NullAnchor, NodeKind::broken));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (value.size() > kMostScalarBytes) {
      stop(mark, fmt::format("a value of {} bytes is too long: at most {}", value.size(), kMostScalarBytes));
    }
    YamlNode node = node_at(mark, tag, anchor, NodeKind::scalar);
    node.text = value;
    node.quoted = tag == "!";
    const std::size_t start = static_cast<std::size_t>(mark.pos < 0 ? 0 : mark.pos) + (node.quoted ? 1 : 0);
    node.verbatim = start < text_.size() && text_.substr(start, value.size()) == value;
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, NodeKind::list);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, NodeKind::map);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  void fault(const YAML::Mark& mark, std::string message) {
    report(faults_, place_of(mark), std::move(message));
    if (++fault_count_ >= kMostYamlFaults) throw StopReading();
  }

 private:
  /// The first few of a kind are enough to know what to change.
  void repeated_fault(int& count, const YAML::Mark& mark, std::string message) {
    if (++count <= kMostOfAKind) fault(mark, std::move(message));
  }

  Place place_of(const YAML::Mark& mark) const { return {source_, mark.line + 1, mark.column + 1}; }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string message) {
    report(faults_, place_of(mark), std::move(message));
    throw StopReading();
  }

  bool is_written_null(const YAML::Mark& mark) const {
    const auto start = static_cast<std::size_t>(mark.pos < 0 ? 0 : mark.pos);
    const std::string_view rest = start < text_.size() ? text_.substr(start, 4) : std::string_view();
    return rest.substr(0, 1) == "~" || rest == "null" || rest == "Null" || rest == "NULL";
  }

  YamlNode node_at(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor, NodeKind kind) {
    if (++node_count_ > kMostYamlNodes) stop(mark, fmt::format("more than {} values", kMostYamlNodes));
    if (anchor != YAML::NullAnchor) {
      repeated_fault(anchor_count_, mark, "anchors (&name) are not allowed: write each value out");
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      repeated_fault(tag_count_, mark, "tags (!name) are not allowed: write the plain value");
    }
    YamlNode node;
    node.kind = kind;
    node.place = place_of(mark);
    return node;
  }

  void open(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor, NodeKind kind) {
    if (open_.size() >= kMostYamlDepth)
      stop(mark, fmt::format("nested deeper than {} levels", kMostYamlDepth));
    if (wants_key()) stop(mark, "a key must be one word, not a map or a list");
    OpenNode next;
    next.node = node_at(mark, tag, anchor, kind);
    open_.push_back(std::move(next));
  }

  void close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  bool wants_key() const {
    return !open_.empty() && open_.back().node.kind == NodeKind::map && !open_.back().has_key;
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    if (wants_key()) {
      take_key(std::move(node));
      return;
    }
    OpenNode& parent = open_.back();
    if (!parent.drop) parent.node.items.push_back(std::move(node));
    if (parent.drop) parent.node.keys.pop_back();
    parent.has_key = false;
    parent.drop = false;
  }

  void take_key(YamlNode node) {
    OpenNode& parent = open_.back();
    const YAML::Mark mark = mark_of(node.place);
    if (node.text.size() > kMostKeyBytes) {
      stop(mark, fmt::format("a key of {} bytes is too long: at most {}", node.text.size(), kMostKeyBytes));
    }
    if (parent.node.keys.size() >= kMostYamlKeys) stop(mark, fmt::format("more than {} keys", kMostYamlKeys));
    parent.has_key = true;
    parent.drop = is_refused_key(node, mark);
    parent.node.keys.push_back({std::move(node.text), node.place});
  }

  bool is_refused_key(const YamlNode& key, const YAML::Mark& mark) {
    if (key.kind == NodeKind::broken) return true;
    if (key.kind != NodeKind::scalar || key.text.empty()) {
      fault(mark, "a key is missing before ':'");
      return true;
    }
    if (key.text == "<<") {
      fault(mark, "merge keys (<<) are not allowed: use 'extends'");
      return true;
    }
    const auto [first, is_new] = open_.back().line_of.emplace(key.text, key.place.line);
    if (is_new) return false;
    fault(mark, fmt::format("key {} is given twice; first on line {}", shown(key.text), first->second));
    return true;
  }

  static YAML::Mark mark_of(const Place& place) {
    YAML::Mark mark;
    mark.line = place.line - 1;
    mark.column = place.column - 1;
    return mark;
  }

  std::string_view text_;
  std::shared_ptr<const Source> source_;
  Diagnostics& faults_;
  YamlNode root_;
  std::vector<OpenNode> open_;
  std::size_t node_count_ = 0;
  std::size_t fault_count_ = 0;
  int alias_count_ = 0;
  int anchor_count_ = 0;
  int tag_count_ = 0;
};

/// Notices that a second document begins, at its first event.
class SecondDocument : public YAML::EventHandler {
 public:
  explicit SecondDocument(TreeBuilder& builder) : builder_(builder) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    builder_.fault(mark, "a second document begins here: one file is one scenario");
    throw StopReading();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}

 private:
  TreeBuilder& builder_;
};

YamlNode broken_tree(const std::shared_ptr<const Source>& source) {
  YamlNode node;
  node.kind = NodeKind::broken;
  node.place = {source, 0, 0};
  return node;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

std::string kind_words(const YamlNode& node) {
  switch (node.kind) {
    case NodeKind::empty: return "nothing";
    case NodeKind::null: return "null";
    case NodeKind::list: return "a list";
    case NodeKind::map: return "a map";
    default: return "the text " + shown(node.text);
  }
}

YamlNode parse_yaml(std::string_view text, const std::shared_ptr<const Source>& source, Diagnostics& faults) {
  if (!is_plain_text(text, source, faults)) return broken_tree(source);
  TreeBuilder builder(text, source, faults);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      report(faults, {source, 0, 0}, "is empty");
      return broken_tree(source);
    }
    SecondDocument second(builder);
    parser.HandleNextDocument(second);
  } catch (const StopReading&) {
    return broken_tree(source);
  } catch (const YAML::Exception& error) {
    report(faults, {source, error.mark.line + 1, error.mark.column + 1}, "is not valid YAML: " + error.msg);
    return broken_tree(source);
  }
  return builder.take_root();
}

YamlNode read_yaml(const std::string& path, Diagnostics& faults) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const auto source = std::make_shared<const Source>(Source{path, folder});
  std::string why;
  const auto bytes = read_bytes(path, kMostYamlBytes, why);
  if (bytes) return parse_yaml(*bytes, source, faults);
  report(faults, {source, 0, 0}, why);
  return broken_tree(source);
}

}  // namespace rapport::scenario
