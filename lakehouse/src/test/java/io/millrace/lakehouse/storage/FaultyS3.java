package io.millrace.lakehouse.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** An S3 service in front of another one, which answers some calls itself, with a fault. Each has a bucket of its own. */
final class FaultyS3 implements AutoCloseable {
    private static final List<String> KEPT_BY_CLIENT =
            List.of("connection", "content-length", "expect", "host", "upgrade");

    /** How a call is answered. */
    enum Fault {
        SLOW_DOWN(503, "SlowDown"),
        EXPIRED(400, "ExpiredToken"),
        FORBIDDEN(403, "AccessDenied"),
        /** Not before the client has gone. */
        SILENT(0, ""),
        /** The true answer, broken off in its middle. */
        HALF(0, "");

        private final int status;
        private final String code;

        Fault(int status, String code) {
            this.status = status;
            this.code = code;
        }
    }

    private record Plan(Predicate<String> calls, Fault fault, AtomicInteger left) {}

    private final URI behind;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Plan> plans = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger faults = new AtomicInteger();

    FaultyS3(URI behind, String bucket) {
        this.behind = behind;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "faulty-s3");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            HttpRequest made = HttpRequest.newBuilder(behind.resolve("/" + bucket))
                    .PUT(BodyPublishers.noBody())
                    .build();
            send(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers calls, told as {@code PUT /bucket/key?query}, with the fault, so often. */
    void plan(Predicate<String> calls, Fault fault, int times) {
        plans.add(new Plan(calls, fault, new AtomicInteger(times)));
    }

    /** From now on every call is answered as it should be. Returns how many were not. */
    int mend() {
        plans.clear();
        return faults.getAndSet(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        byte[] body = exchange.getRequestBody().readAllBytes();
        for (Plan plan : plans) {
            if (plan.calls().test(call) && plan.left().getAndDecrement() > 0) {
                faults.incrementAndGet();
                fail(exchange, plan.fault(), body);
                return;
            }
        }
        HttpResponse<byte[]> answer = passed(exchange, body);
        answer(exchange, answer.statusCode(), answer, answer.body(), answer.body().length);
    }

    private void fail(HttpExchange exchange, Fault fault, byte[] body) throws IOException {
        switch (fault) {
            case SILENT -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case HALF -> {
                HttpResponse<byte[]> answer = passed(exchange, body);
                byte[] half = Arrays.copyOf(answer.body(), answer.body().length / 2);
                answer(exchange, answer.statusCode(), answer, half, answer.body().length);
            }
            case SLOW_DOWN, EXPIRED, FORBIDDEN -> {
                byte[] text = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + fault.code
                                + "</Code><Message>told so</Message>" + "<RequestId>1</RequestId></Error>")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/xml");
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(fault.status, head ? -1 : text.length);
                if (!head) {
                    exchange.getResponseBody().write(text);
                }
                exchange.close();
            }
        }
    }

    private HttpResponse<byte[]> passed(HttpExchange exchange, byte[] body) throws IOException {
        URI asked = exchange.getRequestURI();
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + asked.getRawPath() + query))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!KEPT_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return send(request.build());
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, HttpResponse<byte[]> answer, byte[] body, int length)
            throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        answer.headers().map().forEach((name, values) -> {
            boolean own = List.of("connection", "transfer-encoding", "date", "server")
                    .contains(name.toLowerCase(Locale.ROOT));
            if (!own && (head || !name.equalsIgnoreCase("content-length"))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(status, head || length == 0 ? -1 : length);
        if (!head) {
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
