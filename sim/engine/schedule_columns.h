// Lists of columns that several processes write, by what happens to them.
#pragma once

#include <vector>

#include "state/market.h"

namespace rapport {

/// Columns of both, those of `a` first.
std::vector<Column> joined(std::vector<Column> a, const std::vector<Column>& b);

/// A birth begins a row in every column of people and ties.
std::vector<Column> all_of_people();

/// Rows of conditions that come and go, with the sums that people carry.
std::vector<Column> all_of_conditions();

std::vector<Column> all_of_encounters();

/// Ties that begin and end, and who the usual clinician is.
std::vector<Column> all_of_ties();

/// A new seat begins a row in every column of clinicians.
std::vector<Column> all_of_clinicians();

/// Everything that is named by rows of people.
std::vector<Column> all_of_rows();

/// A death, and what it changes for partner and panel.
std::vector<Column> of_death();

/// Services to be paid for.
std::vector<Column> of_bills();

/// A stay in hospital.
std::vector<Column> of_stays();

/// People who wait for a visit.
std::vector<Column> of_requests();

/// The time that clinicians have and use.
std::vector<Column> of_minutes();

/// What a tie that ends takes with it.
std::vector<Column> of_lost_ties();

}  // namespace rapport
