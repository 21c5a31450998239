d14d0314bdb1a178bc70cff13ee6217b
learnt from base_us, seed 20191: 20 markets of 20000 people, 10 years after 2 of warm-up, 5 rounds
