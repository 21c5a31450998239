// Outsiders' models written in a test: read, compiled, run both ways.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenario/own_model.h"
#include "study/own_model_run.h"
#include "transition/compile.h"

namespace rapport::own_models {

inline std::string messages_about(const std::string& text) {
  Diagnostics faults;
  read_own_model_text(text, faults);
  std::string messages;
  for (const Diagnostic& fault : faults) messages += to_text(fault) + "\n";
  return messages;
}

inline OwnModel good_model(const std::string& text) {
  Diagnostics faults;
  OwnModel own = read_own_model_text(text, faults);
  EXPECT_TRUE(faults.empty()) << messages_about(text) << text;
  return own;
}

/// A model of two states and ten yearly steps around what the test is about.
inline std::string two_states(const std::string& sections, const std::string& transitions = "0.1") {
  return "schema: 1\nmechanisms: none\ntime: {steps_per_year: 1, steps: 10}\nstates: [a, b]\nstart: {a: 1}\n"
         "transitions: {a: {b: {probability_per_step: " +
         transitions + "}}}\n" + sections;
}

inline transition::Formula formula_of(const std::string& text) {
  transition::Formula formula;
  formula.tree = transition::parse_expression(text).tree;
  EXPECT_TRUE(formula.is_given()) << text;
  formula.place = 0;
  return formula;
}

/// What an expression without names gives; infinite and not a number as they are.
inline double value_of(const std::string& text) {
  static const transition::Model model;
  static const transition::StrategySpec plain;
  static const transition::People people;
  transition::Program program;
  std::vector<transition::ModelFault> faults;
  transition::FormulaCompiler compiler(model, &plain, &people, program, faults);
  const transition::Value value = compiler.value(formula_of(text));
  EXPECT_TRUE(faults.empty()) << text << ": " << (faults.empty() ? "" : faults.front().message);
  EXPECT_EQ(program[value].op, transition::Op::constant) << text;
  return program[value].number;
}

}  // namespace rapport::own_models
