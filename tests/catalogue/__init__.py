"""What ties the tests to the catalogue of requirements and to the machine they run on."""
