package io.millrace.config;

import java.util.Optional;

/**
 * One setting as the code that reads it asks for it.
 *
 * @param path its key with all sections before it, {@code models.flight_delay.split.train-until}
 * @param wanted what its value is, {@code a number in (0, 1]}
 * @param required whether the section is wrong without it
 * @param fallback the value that stands for it when it is absent, as a project file writes it; empty if there is none
 */
public record Setting(String path, String wanted, boolean required, Optional<String> fallback) {}
