package io.millrace.jobs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes commands that people can paste as they stand, with the project file, environment and settings that were given.
 *
 * @param project the project file
 * @param environment what {@code --env} said
 * @param overrides what {@code --set} said, in order
 */
record PastedCommand(String project, String environment, Map<String, String> overrides) {
    private static final String PROGRAM = "millrace ";
    private static final String PLACEHOLDER = " PROJECT";
    private static final String DEFAULT_ENVIRONMENT = "local";

    PastedCommand {
        overrides = new LinkedHashMap<>(overrides);
    }

    /**
     * Returns a hint as a step gave it, {@code millrace models history PROJECT returns}, with what was given put in. Of the
     * settings a command without a project takes those of the environment alone. Anything else comes back as it is.
     */
    String completed(String hint) {
        if (!hint.startsWith(PROGRAM)) {
            return hint;
        }
        boolean ofProject = hint.contains(PLACEHOLDER);
        StringBuilder text = new StringBuilder(hint.replace(PLACEHOLDER, " " + quoted(project)));
        if (!environment.equals(DEFAULT_ENVIRONMENT)) {
            text.append(" --env ").append(quoted(environment));
        }
        overrides.forEach((key, value) -> {
            if (ofProject || isEnvironment(key)) {
                text.append(" --set ").append(quoted(key + "=" + value));
            }
        });
        return text.toString();
    }

    private static boolean isEnvironment(String key) {
        return key.matches("(local|spark|tracking)\\..*|backend|catalog");
    }

    /** In single quotes unless every character is plain to a shell. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./=:,@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
