// Where lives stand at day 0 is where living them leaves them.
#include <gtest/gtest.h>

#include <cmath>

#include "state/disease_book.h"
#include "support/worlds.h"

namespace rapport::start_test {

using namespace worlds;

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0, n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) sx += x[i], sy += y[i];
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - sx / n) * (x[i] - sx / n);
    yy += (y[i] - sy / n) * (y[i] - sy / n);
    xy += (x[i] - sx / n) * (y[i] - sy / n);
  }
  return xy / std::sqrt(xx * yy);
}

TEST(StartExplore, Correlations) {
  World world;
  world.people = 10000;
  world.steps_per_year = 13;
  Life life(world);
  const auto show = [&](int year) {
    const Patients& p = life.market.patients;
    std::printf("year %d\n", year);
    for (std::size_t c = 0; c < life.market.conditions.size(); ++c) {
      std::vector<double> f, b, h;
      for (std::uint32_t i = 0; i < p.count; ++i) {
        const int age = p.life_row[i] % kAges;
        if (p.alive[i] == 0 || age < 45) continue;
        f.push_back(p.frailty[i]), b.push_back(p.behaviour[i]);
        h.push_back(p.conditions[i] >> c & 1);
      }
      double share = 0;
      for (double x : h) share += x / h.size();
      std::printf("  %-22s n %zu share %.4f frailty %.3f behaviour %.3f\n", life.market.tables->conditions[c].name.c_str(), h.size(), share, correlation(f, h), correlation(b, h));
    }
  };
  show(0);
  life.years(20);
  show(20);
}

TEST(StartExplore, Levels) {
  World world;
  world.people = 6000;
  Life life(world);
  for (int year = 0; year <= 8; ++year) {
    const Patients& p = life.market.patients;
    double n = 0, attached = 0, trust = 0, know = 0, cons = 0, years = 0, under1 = 0, over5 = 0, contacts = 0;
    for (std::uint32_t i = 0; i < p.count; ++i) {
      if (p.alive[i] == 0) continue;
      n += 1;
      if (p.usual_slot[i] == kNoSlot) continue;
      const std::size_t tie = life.market.tie_row(p.usual_slot[i], i);
      const double d = (year * kWeeksPerYear - life.market.ties.start_week[tie]) / static_cast<double>(kWeeksPerYear);
      attached += 1, trust += p.usual_trust[i], know += life.market.ties.knowledge[tie];
      cons += life.market.ties.consistency[tie], years += d, under1 += d <= 1, over5 += d > 5;
      contacts += (life.market.ties.contacts[tie] & 255) + (life.market.ties.contacts[tie] >> 8 & 255) + (life.market.ties.contacts[tie] >> 16 & 255) + (life.market.ties.contacts[tie] >> 24);
    }
    std::printf("year %d n %.0f attached %.3f trust %.3f know %.3f cons %.3f years %.2f <=1 %.3f >5 %.3f contacts %.2f\n", year, n, attached / n, trust / attached, know / attached, cons / attached, years / attached, under1 / attached, over5 / attached, contacts / attached);
    life.years(1);
  }
}

}  // namespace rapport::start_test
