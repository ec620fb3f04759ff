package io.millrace.deploy;

import java.util.List;
import java.util.Optional;

/** Reads arguments as the main class does, and runs nothing. */
@FunctionalInterface
public interface CommandLineCheck {
    /** Returns what is wrong with the arguments; empty if the main class takes them. */
    Optional<String> problem(List<String> arguments);
}
