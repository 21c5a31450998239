a0f025a13f9fe79fcd82529ee054a7f8
learnt from base_us, seed 20191: 20 markets of 20000 people, 10 years after 2 of warm-up, deaths over 20, 5 rounds
