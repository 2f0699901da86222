-- Coordinates that lie in the box of Greater Tokyo are kept per apartment: the source loses them now and then.
-- A later good value replaces an earlier one; a bad or missing one changes nothing.
INSERT INTO {staging}.property_geo_latlon_backup
  (apartment_id, asset_id_hj, apartment_name, full_address, prefecture, municipality, latitude, longitude,
   source_updated_at)
SELECT id, unique_number, apartment_name, full_address, prefecture, municipality, latitude, longitude,
       IF(updated_at > '1000-01-01', updated_at, NULL)
FROM {staging}.apartments
WHERE latitude BETWEEN 35.0 AND 36.0
  AND longitude BETWEEN 139.0 AND 140.5
ON DUPLICATE KEY UPDATE
  asset_id_hj = VALUES(asset_id_hj),
  apartment_name = VALUES(apartment_name),
  full_address = VALUES(full_address),
  prefecture = VALUES(prefecture),
  municipality = VALUES(municipality),
  latitude = VALUES(latitude),
  longitude = VALUES(longitude),
  source_updated_at = VALUES(source_updated_at);
