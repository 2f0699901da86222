DROP TABLE `renewals`;
