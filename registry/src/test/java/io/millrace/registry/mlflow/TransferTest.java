package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over a line that breaks, and files larger than the heap on their way up and down. */
class TransferTest {
    @TempDir
    private Path folder;

    private final List<Long> received = new ArrayList<>();
    private ServerSocket socket;
    private long download;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    /** Serves one connection after the other; resets the first few in the middle of the body. */
    private Thread serve(int resets, long resetAfter) {
        Thread thread = new Thread(() -> {
            for (int i = 0; !socket.isClosed(); i++) {
                try (Socket connection = socket.accept()) {
                    boolean reset = i < resets;
                    if (reset) {
                        connection.setSoLinger(true, 0);
                    }
                    long body = receive(connection, reset ? resetAfter : Long.MAX_VALUE);
                    synchronized (received) {
                        received.add(body);
                    }
                    if (!reset) {
                        answer(connection, body == 0 ? download : 2);
                    }
                } catch (IOException e) {
                    return; // the test is over
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void answer(Socket connection, long bytes) throws IOException {
        OutputStream out = connection.getOutputStream();
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        byte[] part = "{}".repeat(1 << 15).getBytes(StandardCharsets.US_ASCII);
        for (long left = bytes; left > 0; left -= part.length) {
            out.write(part, 0, (int) Math.min(left, part.length));
        }
    }

    private static long receive(Socket connection, long limit) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream(), 1 << 16);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        long length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
        byte[] buffer = new byte[1 << 16];
        long read = 0;
        while (read < Math.min(length, limit)) {
            int n = in.read(buffer);
            if (n < 0) {
                break;
            }
            read += n;
        }
        return read;
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private Path sparse(long bytes) throws IOException {
        Path file = folder.resolve("model.bin");
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.position(bytes - 1);
            channel.write(ByteBuffer.wrap(new byte[] {1}));
        }
        return file;
    }

    @Test
    void aConnectionThatIsResetInTheMiddleIsMadeAgainFromTheBeginning() throws IOException {
        List<Duration> waits = new ArrayList<>();
        long size = 20L << 20;
        serve(2, 3L << 20);

        ((Folder) new ProxiedFolder(http(uri(), waits), "/1/run/artifacts")).put("model.bin", sparse(size));

        synchronized (received) {
            assertThat(received).hasSize(3);
            assertThat(received.get(0)).isLessThan(size);
            assertThat(received.get(2)).isEqualTo(size);
        }
        assertThat(waits).hasSize(2);
    }

    /** The heap of the child process holds a small part of the file. */
    @Test
    @Tag("slow")
    void aFileLargerThanTheHeapIsSentAndFetched() throws Exception {
        long size = 512L << 20;
        download = 256L << 20;
        serve(0, 0);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Uploader.class.getName(),
                        uri().toString(),
                        sparse(size).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();

        assertThat(child.waitFor()).as(Files.readString(folder.resolve("out"))).isZero();
        synchronized (received) {
            assertThat(received).containsExactly(size, 0L);
        }
        assertThat(folder.resolve("model.bin.back")).hasSize(download);
    }

    private static Http http(URI server, List<Duration> waits) {
        return new Http(
                new ServerService(server, Credentials.from(Optional.empty(), Map.of())),
                new Backoff(waits::add, 7),
                Clock.systemUTC(),
                Duration.ofSeconds(30));
    }

    /** Sends one file, and fetches another. */
    static final class Uploader {
        private Uploader() {}

        public static void main(String[] arguments) {
            Folder folder = new ProxiedFolder(http(URI.create(arguments[0]), new ArrayList<>()), "/1/run/artifacts");
            folder.put("model.bin", Path.of(arguments[1]));
            folder.fetch("model.bin", 0, Path.of(arguments[1] + ".back"));
        }
    }
}
