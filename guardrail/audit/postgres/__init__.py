"""The audit log in PostgreSQL: any number of hosts write into one database, by the contract that the segment files keep."""
