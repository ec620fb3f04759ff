package io.millrace.registry.internal;

import io.millrace.config.DataException;
import io.millrace.registry.DatasetInput;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * MLflow's rules for names and lengths. They are checked before anything is sent or written: a server would cut some values
 * short in silence. What breaks one is a {@link DataException} that names the value and the limit.
 */
public final class Limits {
    private static final int KEY = 250;
    private static final int PARAM_VALUE = 6000;
    private static final int TAG_VALUE = 8000;
    private static final int VERSION_TAG_VALUE = 5000;
    private static final int NAME = 256;
    private static final int DATASET_NAME = 500;
    private static final int DIGEST = 36;
    private static final int SOURCE = 65_535;
    private static final int SCHEMA = 1_048_575;
    private static final int PROFILE = 16_777_215;
    private static final int CONTEXT = 500;
    private static final int ALIAS = 255;
    private static final Pattern KEY_FORM = Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern ALIAS_FORM = Pattern.compile("[\\w\\-]+");

    private Limits() {}

    /** Checks the name of an experiment. */
    public static void experiment(String name) {
        length("experiment name", name, NAME);
    }

    /** Checks names and values of parameters. */
    public static void params(Map<String, String> params) {
        params.forEach((key, value) -> {
            key("parameter", key);
            if (value.length() > PARAM_VALUE) {
                throw tooLong("parameter " + key, value.length(), PARAM_VALUE);
            }
        });
    }

    /** Checks names and values of tags of a run. */
    public static void tags(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            key("tag", key);
            if (value.length() > TAG_VALUE) {
                throw tooLong("tag " + key, value.length(), TAG_VALUE);
            }
        });
    }

    /** Checks names and values of tags of a registered version. */
    public static void versionTags(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            key("tag", key);
            if (value.length() > VERSION_TAG_VALUE) {
                throw tooLong("tag " + key, value.length(), VERSION_TAG_VALUE);
            }
        });
    }

    /** Checks the name of a metric. */
    public static void metric(String name) {
        key("metric", name);
    }

    /** Checks the parts of a data set. */
    public static void dataset(DatasetInput input) {
        length("data set name", input.name(), DATASET_NAME);
        length("digest of data set " + input.name(), input.digest(), DIGEST);
        length("source type of data set " + input.name(), input.sourceType(), DIGEST);
        length("source of data set " + input.name(), input.source(), SOURCE);
        atMost("schema of data set " + input.name(), input.schema(), SCHEMA);
        atMost("profile of data set " + input.name(), input.profile(), PROFILE);
        atMost("context of data set " + input.name(), input.context(), CONTEXT);
    }

    /** Checks the name of a run's model. */
    public static void loggedModel(String name) {
        length("model name", name, DATASET_NAME);
        if (name.matches(".*[/:.%\"'].*")) {
            throw new DataException("Model name '" + name + "' has one of / : . % \" ' in it, which MLflow refuses");
        }
    }

    /** Checks the name of a registered model. */
    public static void registeredModel(String name) {
        length("model name", name, NAME);
        if (name.matches(".*[/:].*") || name.equals(".") || name.equals("..")) {
            throw new DataException("Model name '" + name + "' is refused by MLflow; use a name without / and :");
        }
    }

    /** Checks an alias. */
    public static void alias(String alias) {
        length("alias", alias, ALIAS);
        if (!ALIAS_FORM.matcher(alias).matches()) {
            throw new DataException("Alias '" + alias + "' may hold letters, digits, _ and - only");
        }
        if (alias.toLowerCase(Locale.ROOT).equals("latest") || alias.matches("[vV]\\d+")) {
            throw new DataException("Alias '" + alias + "' is reserved by MLflow; use another one");
        }
    }

    /** Checks the path of an artifact: relative, with {@code /}, not out of the folder. */
    public static void artifact(String path) {
        boolean plain = Stream.of(path.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!plain || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            throw new DataException("Artifact path '" + path + "' is outside the run's artifacts; use a relative path");
        }
    }

    private static void key(String kind, String key) {
        length(kind + " name", key, KEY);
        if (!KEY_FORM.matcher(key).matches()) {
            throw new DataException(
                    "The " + kind + " name '" + key + "' may hold letters, digits, space and / _ - . : only");
        }
        if (key.startsWith("/") || key.endsWith("/") || key.contains("//") || key.equals(".") || key.contains("..")) {
            throw new DataException("The " + kind + " name '" + key + "' would be another path as a file");
        }
    }

    private static void length(String what, String value, int limit) {
        if (value.isBlank()) {
            throw new DataException("The " + what + " is empty");
        }
        atMost(what, value, limit);
    }

    private static void atMost(String what, String value, int limit) {
        if (value.length() > limit) {
            throw tooLong("the " + what, value.length(), limit);
        }
    }

    private static DataException tooLong(String what, int length, int limit) {
        return new DataException("MLflow's limit for " + what + " is " + limit + " characters; it has " + length
                + ". Shorten it, or log it as an artifact");
    }
}
