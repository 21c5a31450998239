52cb1d5f250c0074f91d1f12154497ca
learnt from base_us, seed 20191: 20 markets of 20000 people, 10 years after 2 of warm-up, 5 rounds
