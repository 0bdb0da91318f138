-- one row per delivered area that had ended before a year
SELECT area_code FROM areas WHERE year(valid_to) < $year
