package io.millrace.lakehouse;

import io.millrace.config.InvalidConfigException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Finds and makes the {@link SourceProvider} classes that project files name. */
final class Providers {

    private Providers() {}

    /** Returns what keeps {@code className} from being a provider; empty if nothing does. */
    static String problem(String className) {
        try {
            Class<?> type = load(className);
            if (!SourceProvider.class.isAssignableFrom(type)) {
                return "class " + className + " does not implement " + SourceProvider.class.getName();
            }
            if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
                return "class " + className + " is not public, or is abstract";
            }
            boolean makeable = Arrays.stream(type.getConstructors()).anyMatch(each -> each.getParameterCount() == 0);
            return makeable ? "" : "class " + className + " has no public constructor without parameters";
        } catch (ClassNotFoundException e) {
            return "there is no class " + className;
        }
    }

    static SourceProvider make(String className) {
        String problem = problem(className);
        if (!problem.isEmpty()) {
            throw InvalidConfigException.of("provider: " + problem + "; put its jar on the class path");
        }
        try {
            return load(className)
                    .asSubclass(SourceProvider.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the constructor of " + className + " failed", e);
        }
    }

    private static Class<?> load(String className) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return Class.forName(className, false, context == null ? Providers.class.getClassLoader() : context);
    }
}
