DELETE FROM `m_nationalities`;
