"""A stand-in for the part of the QuickSight API that a SPICE refresh uses; moto lacks DescribeIngestion."""
