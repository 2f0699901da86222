"""A source database as statements: tables of all kinds, and objects in any sql_mode."""

from __future__ import annotations

from random import Random

from include.mysql.identifiers import quoted
from tests.include.dump.client_comparison.column_generator import ColumnGenerator, GeneratedColumn

_NAMES = [
    "orders",
    "Mixed Case",
    "select",
    "o'dd",
    "back`tick",
    "表",
    "dollar$$x",
    "semi;colon",
    "dash--dash",
    'quo"te',
    "percent%s",
    "1digit",
    "hash#tag",
    "star*/x",
]
_MODES = [
    "",
    "NO_BACKSLASH_ESCAPES",
    "ANSI_QUOTES",
    "ANSI,NO_BACKSLASH_ESCAPES",
    "TRADITIONAL",
    "PIPES_AS_CONCAT,TIME_TRUNCATE_FRACTIONAL",
]
# Bodies as each mode wants them: the backslash ends a string, or begins an escape.
_BODIES = {
    True: r"SET @x = REPLACE(@x, '\', '/')",
    False: r"SET @x = 'it\'s; \\ -- no comment'",
}


class SourceGenerator:
    """Makes the statements of one database.

    :param seed: the same one makes the same database.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._columns = ColumnGenerator(self._random)

    def statements(self) -> list[str]:
        """Return the statements, to be run one by one in an empty schema."""
        random = self._random
        made = ["SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0"]
        names = random.sample(_NAMES, random.randint(2, 5))
        for name in names:
            made += self._table(name)
        first = names[0]
        for number in range(random.randint(0, 3)):
            made += self._object(number, random.choice(names))
        if random.random() < 0.4:
            made.append(
                f"CREATE VIEW {quoted('v;iew')} AS SELECT 'it''s' AS {quoted('a b')}, id FROM {quoted(first)}"
            )
        return made

    def _table(self, name: str) -> list[str]:
        random = self._random
        columns = [self._columns.column() for _ in range(random.randint(1, 6))]
        labels = [
            random.choice([f"c{i}", f"c {i}", f"c'{i}", f"列{i}", f"`{i}"]) for i in range(len(columns))
        ]
        identity = random.choice(["int NOT NULL AUTO_INCREMENT", "int NOT NULL", "bigint unsigned NOT NULL"])
        lines = [f"`id` {identity}"]
        lines += [f"{quoted(label)} {c.definition}" for label, c in zip(labels, columns, strict=True)]
        numbered = "AUTO_INCREMENT" in identity  # which no expression may use
        if random.random() < 0.3 and not numbered:
            lines.append(
                "`g` bigint unsigned GENERATED ALWAYS AS (`id` * 2) " + random.choice(["VIRTUAL", "STORED"])
            )
        if random.random() < 0.2:
            lines.append("`hidden` int DEFAULT '7' INVISIBLE")
        if random.random() < 0.9:
            lines.append("PRIMARY KEY (`id`)")
        else:
            lines.append("KEY `id` (`id`)")
        for number, (label, column) in enumerate(zip(labels, columns, strict=True)):
            if column.key is not None and random.random() < 0.3:
                lines.append(f"KEY `k{number}` ({quoted(label)}{column.key})")
        if random.random() < 0.2 and not numbered:
            lines.append("CONSTRAINT " + quoted(f"chk {random.randrange(10**6)}") + " CHECK (`id` >= 0)")
        made = [f"CREATE TABLE {quoted(name)} ({', '.join(lines)}) {self._tail(lines)}"]
        rows = random.choice([0, 1, 3, 40, 200])
        # From 1 on: a compact dump makes the client number a 0 anew, which the engine keeps.
        ids = [range(start, min(start + 50, rows + 1)) for start in range(1, rows + 1, 50)]
        made += [self._rows(name, labels, columns, some) for some in ids]
        return made

    def _rows(self, name: str, labels: list[str], columns: list[GeneratedColumn], ids: range) -> str:
        values = ",".join(f"({number},{','.join(column.value() for column in columns)})" for number in ids)
        listed = ",".join(["`id`", *(quoted(label) for label in labels)])
        return f"INSERT INTO {quoted(name)} ({listed}) VALUES {values}"

    def _tail(self, lines: list[str]) -> str:
        random = self._random
        plain = "PRIMARY KEY (`id`)" in lines and not any(
            "SRID" in line or "geometry" in line for line in lines
        )
        engine = random.choice(["InnoDB"] * 8 + ["MyISAM"]) if plain else "InnoDB"
        tail = f"ENGINE={engine} COMMENT={random.choice(['x', 'a;b', 'it', '-- c'])!r}"
        if plain and engine == "InnoDB" and random.random() < 0.15:
            tail += random.choice(
                [
                    " PARTITION BY HASH (`id`) PARTITIONS 3",
                    " PARTITION BY RANGE (`id`) (PARTITION `select` VALUES LESS THAN (10),"
                    " PARTITION pm VALUES LESS THAN MAXVALUE)",
                ]
            )
        return tail

    def _object(self, number: int, table: str) -> list[str]:
        random = self._random
        mode = random.choice(_MODES)
        body = _BODIES["NO_BACKSLASH_ESCAPES" in mode]
        kind = random.choice(
            [
                f"TRIGGER {quoted(f't{number}')} BEFORE INSERT ON {quoted(table)} FOR EACH ROW",
                f"PROCEDURE {quoted(f'p{number}')} ()",
                f"EVENT {quoted(f'e{number}')} ON SCHEDULE EVERY 1 DAY DISABLE DO",
            ]
        )
        return [
            f"SET SESSION sql_mode = '{mode}'",
            f"CREATE {kind} BEGIN\n{body};\n/* don't */ SET @y = 1;\nEND",
            "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
        ]
