-- "one row per day and physical room occupied at 00:00 or at the end of the day"
select * from room_occupancy
