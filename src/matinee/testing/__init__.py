"""What tests of Matinee, here and in other projects, share: suites to inherit and made-up data."""
