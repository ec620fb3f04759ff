package io.millrace.deploy;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a Databricks Runtime brings, by its name in a workspace: {@code 17.3.x-scala2.13}, {@code 17.3.x-cpu-ml-scala2.13}. */
final class DatabricksRuntime {
    private static final Pattern NAME = Pattern.compile("([0-9]+)\\.[0-9x.]*-(?:[a-z0-9]+-)*scala([0-9]+\\.[0-9]+)");

    /** The Spark of each line of runtimes that has Scala 2.13. */
    private static final Map<String, String> SPARK = Map.of("16", "3.5", "17", "4.0", "18", "4.1", "19", "4.2");

    private DatabricksRuntime() {}

    /** Returns why a jar does not run there, and what does; empty if nothing speaks against it. */
    static Optional<String> problem(String name, JobJarFacts jar) {
        Matcher matcher = NAME.matcher(name);
        String spark = matcher.matches() ? SPARK.getOrDefault(matcher.group(1), "") : "";
        if (spark.isEmpty()) {
            return Optional.of("is " + name + ", which is no runtime that this version knows; use one of lines "
                    + SPARK.keySet().stream().sorted().collect(Collectors.joining(", "))
                    + " with Scala 2.13, as the workspace lists it: 17.3.x-scala2.13");
        }
        if (jar.scala().filter(version -> !isOf(version, matcher.group(2))).isPresent()) {
            return Optional.of(
                    "is " + name + " with Scala " + matcher.group(2) + ", and the job jar is built for Scala "
                            + jar.scala().get() + "; use the runtime's variant for it");
        }
        if (jar.spark().filter(version -> !isOf(version, spark)).isPresent()) {
            return Optional.of("is " + name + " with Spark " + spark + ", and the job jar is built for Spark "
                    + jar.spark().get() + "; use a runtime with that, or build the jar for Spark " + spark);
        }
        return Optional.empty();
    }

    private static boolean isOf(String version, String line) {
        return version.equals(line) || version.startsWith(line + ".");
    }
}
