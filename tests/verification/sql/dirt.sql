-- Dirty values beyond those of the sample world, written into the source before it is dumped.

-- Equal and missing moments of change: the last rule of the choice of a contract decides.
UPDATE movings SET updated_at = '2026-01-10 03:04:05' WHERE id % 3 = 0;
UPDATE movings SET updated_at = NULL WHERE id % 41 = 0;
-- Dates that are none, or are very early or late, or lie on the edges of windows.
UPDATE movings SET movein_date = NULL WHERE id % 53 = 0;
UPDATE movings SET movein_date = '0000-00-00' WHERE id % 59 = 1;
UPDATE movings SET original_movein_date = NULL WHERE id % 37 = 0;
UPDATE movings SET original_movein_date = '1899-12-31' WHERE id % 61 = 0;
UPDATE movings SET original_movein_date = movein_date WHERE id % 5 = 0;
UPDATE movings SET movein_decided_date = '2017-12-31 23:59:59' WHERE id % 67 = 0;
UPDATE movings SET movein_decided_date = '2018-01-01 00:00:00' WHERE id % 67 = 1;
UPDATE movings SET movein_decided_date = '2026-02-10 23:59:59' WHERE id % 67 = 2;
UPDATE movings SET movein_decided_date = '2026-02-11 00:00:00' WHERE id % 67 = 3;
UPDATE movings SET moveout_receipt_date = '2024-02-09' WHERE id % 71 = 0;
UPDATE movings SET moveout_receipt_date = '2024-02-10' WHERE id % 71 = 1;
UPDATE movings SET moveout_receipt_date = '2024-02-11' WHERE id % 71 = 2;
UPDATE movings SET moveout_receipt_date = '2024-02-28' WHERE id % 71 = 3;
UPDATE movings SET moveout_receipt_date = '2026-02-10' WHERE id % 71 = 4;
UPDATE movings SET moveout_receipt_date = '2026-02-12' WHERE id % 71 = 5;
UPDATE movings SET moveout_receipt_date = '2017-11-30' WHERE id % 71 = 6;
UPDATE movings SET moveout_date_integrated = '0000-00-00' WHERE id % 43 = 0;
UPDATE movings SET moveout_date_integrated = NULL, moveout_plans_date = '1000-01-01' WHERE id % 47 = 0;
UPDATE movings SET moveout_date_integrated = movein_date WHERE id % 73 = 0;
UPDATE movings SET moveout_date_integrated = '2026-02-10' WHERE id % 79 = 0;
UPDATE movings SET moveout_date_integrated = '2026-02-11', is_moveout = 1 WHERE id % 79 = 1;
UPDATE movings SET expiration_date = '5300-11-12' WHERE id % 83 = 0;
UPDATE movings SET created_at = NULL WHERE id % 89 = 0;
-- Flags and codes outside their lists, missing and odd money.
UPDATE movings SET is_moveout = 2 WHERE id % 97 = 0;
UPDATE movings SET cancel_flag = 2 WHERE id % 101 = 0;
UPDATE movings SET cancel_flag = 1 WHERE id % 19 = 0;
UPDATE movings SET move_renew_flag = 7 WHERE id % 103 = 0;
UPDATE movings SET moving_agreement_type = NULL WHERE id % 107 = 0;
UPDATE movings SET moving_agreement_type = 42 WHERE id % 109 = 0;
UPDATE movings SET moving_agreement_type = id % 10 WHERE id % 17 = 0;
UPDATE movings SET rent = NULL WHERE id % 113 = 0;
UPDATE movings SET rent = 49999.99 WHERE id % 113 = 1;
UPDATE movings SET rent = 50000 WHERE id % 113 = 2;
UPDATE movings SET rent = 70000 WHERE id % 113 = 3;
UPDATE movings SET rent = 100000.01 WHERE id % 113 = 4;
UPDATE movings SET rent = 150000 WHERE id % 113 = 5;
UPDATE movings SET rent = 0.01 WHERE id % 113 = 6;
-- Orphans of each kind.
UPDATE movings SET apartment_id = 9999999 WHERE id % 211 = 0;
UPDATE movings SET room_id = 9999999 WHERE id % 223 = 0;
UPDATE movings SET tenant_id = 9999999 WHERE id % 227 = 0;
-- Two tenants in one room.
UPDATE movings SET room_id = room_id + 1 WHERE id % 23 = 0;

UPDATE tenants SET birth_date = '2000-02-29' WHERE id % 31 = 0;
UPDATE tenants SET birth_date = '2030-01-01' WHERE id % 127 = 0;
UPDATE tenants SET birth_date = '1901-01-01' WHERE id % 127 = 1;
UPDATE tenants SET birth_date = NULL WHERE id % 13 = 0;
UPDATE tenants SET age = 200 WHERE id % 26 = 0;
UPDATE tenants SET age = -1 WHERE id % 39 = 0;
UPDATE tenants SET age = 0 WHERE id % 65 = 0;
UPDATE tenants SET age = 25 WHERE id % 91 = 0;
UPDATE tenants SET gender_type = 9 WHERE id % 131 = 0;
UPDATE tenants SET personal_identity = '99' WHERE id % 137 = 0;
UPDATE tenants SET personal_identity = 'abc' WHERE id % 137 = 1;
UPDATE tenants SET personal_identity = '' WHERE id % 137 = 2;
UPDATE tenants SET affiliation_type = 77 WHERE id % 139 = 0;
UPDATE tenants SET reason_moveout = 55 WHERE id % 149 = 0;
UPDATE tenants SET reason_moveout = NULL WHERE id % 149 = 1;
UPDATE tenants SET media_id = NULL WHERE id % 151 = 0;
UPDATE tenants SET affiliation = '--' WHERE id % 157 = 0;
UPDATE tenants SET affiliation = 'null' WHERE id % 157 = 1;
UPDATE tenants SET affiliation = 'tab\there, quote'' and "double", back\\slash\nnew line `tick`; -- no' WHERE id % 157 = 2;
UPDATE tenants SET affiliation = '　全角　' WHERE id % 157 = 3;
UPDATE tenants SET nationality = 'NULL' WHERE id % 163 = 0;
UPDATE tenants SET nationality = '--' WHERE id % 163 = 1;
UPDATE tenants SET nationality = 'れそと' WHERE id % 163 = 2;
UPDATE tenants SET nationality = 'レソト' WHERE id % 163 = 3;
UPDATE tenants SET nationality = 'ﾚｿﾄ' WHERE id % 163 = 4;
UPDATE tenants SET nationality = ' ' WHERE id % 163 = 5;
UPDATE tenants SET nationality = 'Peru ' WHERE id % 163 = 6;
UPDATE tenants SET nationality = NULL, m_nationality_id = 200 WHERE id % 163 = 7;
UPDATE tenants SET nationality = NULL, m_nationality_id = 3 WHERE id % 163 = 8;
UPDATE tenants SET nationality = NULL, m_nationality_id = -1 WHERE id % 163 = 9;
UPDATE tenants SET nationality = '', m_nationality_id = NULL WHERE id % 163 = 10;
UPDATE tenants SET contract_type = 42 WHERE id % 167 = 0;
UPDATE tenants SET full_name = 'NULL' WHERE id % 173 = 0;
UPDATE tenants SET full_name = '*' WHERE id % 173 = 1;

UPDATE apartments SET latitude = 35.0, longitude = 139.0 WHERE id % 29 = 0;
UPDATE apartments SET latitude = 36.0, longitude = 140.5 WHERE id % 29 = 1;
UPDATE apartments SET latitude = 36.000001 WHERE id % 29 = 2;
UPDATE apartments SET longitude = 138.999999 WHERE id % 29 = 3;
UPDATE apartments SET latitude = NULL WHERE id % 29 = 4;
UPDATE apartments SET prefecture = '--' WHERE id % 29 = 5;
UPDATE apartments SET prefecture = NULL WHERE id % 29 = 6;
UPDATE apartments SET municipality = 'null' WHERE id % 29 = 7;
UPDATE apartments SET unique_number = NULL WHERE id % 29 = 8;

UPDATE rooms SET status = NULL WHERE id % 179 = 0;
UPDATE rooms SET status = 5 WHERE id % 181 = 0;
UPDATE rooms SET status = 4 WHERE id % 191 = 0;
UPDATE rooms SET room_number = 'NULL' WHERE id % 193 = 0;
UPDATE rooms SET apartment_id = 9999998 WHERE id % 397 = 0;
UPDATE inquiries SET inquiry_date = NULL WHERE id % 5 = 0;
UPDATE m_nationalities SET deleted_at = '2025-01-01 00:00:00' WHERE id = 13;
