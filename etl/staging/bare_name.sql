-- A name freed of what two spellings of it differ by: width and case of letters, brackets, spaces, punctuation.
CREATE MACRO stage.bare_name(name) AS regexp_replace(
    lower(nfc_normalize(translate(
        name,
        '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ',
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    ))),
    '[\s\pP\pS]+', '', 'g'
);
