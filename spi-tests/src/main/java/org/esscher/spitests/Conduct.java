package org.esscher.spitests;

import java.util.List;
import java.util.regex.Pattern;

/** What a plugin's code must leave to the host, as patterns of members. */
enum Conduct {
  /** Connections of its own. */
  NETWORK(
      "java/net/(Socket|ServerSocket|DatagramSocket|MulticastSocket)\\.<.*",
      "java/net/URL\\.(openConnection|openStream|getContent)\\(.*",
      "java/net/InetAddress\\.(getByName|getAllByName|getLocalHost)\\(.*",
      "java/net/http/HttpClient\\..*",
      "java/nio/channels/(Server)?SocketChannel\\.open\\(.*",
      "java/nio/channels/(DatagramChannel|AsynchronousSocketChannel)\\.open\\(.*"),
  /** Files of its own. */
  FILES(
      "java/io/(FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)\\.<.*",
      "java/io/File\\.(delete|mkdir|mkdirs|createNewFile|createTempFile|renameTo|list|listFiles)\\(.*",
      "java/nio/file/Files\\..*",
      "java/nio/channels/FileChannel\\.open\\(.*",
      "java/util/(zip/ZipFile|jar/JarFile)\\.<.*"),
  /** Output of its own. */
  PRINTING(
      "java/lang/System\\.(out|err|console.*)",
      "java/lang/Throwable\\.printStackTrace\\(\\)V",
      "java/lang/\\w+(Exception|Error)\\.printStackTrace\\(\\)V"),
  /** Threads without a name, or that nobody ends. */
  THREADS(
      "java/lang/Thread\\.<init>\\((Ljava/lang/ThreadGroup;)?(Ljava/lang/Runnable;)?\\)V",
      "java/util/Timer\\.<init>\\(Z?\\)V",
      "java/util/concurrent/Executors\\.new(Fixed|Scheduled|Cached|WorkStealing|SingleThread)\\w*"
          + "\\(I?\\).*",
      "java/util/concurrent/CompletableFuture\\.(run|supply)Async\\(\\w*L[^;]*;\\).*",
      "java/util/concurrent/ForkJoinPool\\.(commonPool|<init>).*",
      "java/lang/Runtime\\.addShutdownHook\\(.*",
      "java/lang/Thread\\.(get|set)ContextClassLoader\\(.*"),
  /** Randomness and clocks that no seed repeats. */
  CHANCE(
      "java/lang/(Strict)?Math\\.random\\(\\)D",
      "java/util/(Random|SplittableRandom)\\.<init>\\(\\)V",
      "java/util/concurrent/ThreadLocalRandom\\.current\\(.*",
      "java/security/SecureRandom\\.<.*",
      "java/util/UUID\\.randomUUID\\(.*",
      "java/util/Collections\\.shuffle\\(Ljava/util/List;\\)V",
      "java/lang/System\\.(currentTimeMillis|nanoTime|identityHashCode)\\(.*",
      "java/time/(Instant|LocalDate|LocalTime|LocalDateTime|ZonedDateTime)\\.now\\(.*",
      "java/util/Date\\.<init>\\(\\)V"),
  /** The process, which is the embedder's. */
  PROCESS(
      "java/lang/(System|Runtime)\\.(exit|halt|setProperty|setProperties|clearProperty|setOut|setErr"
          + "|setIn|load|loadLibrary)\\(.*",
      "java/lang/Runtime\\.exec\\(.*",
      "java/lang/ProcessBuilder\\.start\\(.*",
      "java/util/(Locale|TimeZone)\\.setDefault\\(.*",
      "java/lang/Thread\\.setDefaultUncaughtExceptionHandler\\(.*");

  private final Pattern unwanted;

  Conduct(String... members) {
    unwanted = Pattern.compile(String.join("|", members));
  }

  /** Requires that no method uses one of these members. */
  void requireAbsent(ByteCode code) {
    List<ByteCode.Use> found = code.matching(unwanted.asMatchPredicate());
    Findings.require(
        found.isEmpty(),
        "%s",
        String.join(
            ", ", found.stream().map(use -> use.by() + " uses " + words(use.member())).toList()));
  }

  private static String words(String member) {
    String name = member.replace('/', '.');
    int descriptor = name.indexOf('(');
    return descriptor < 0 ? name : name.substring(0, descriptor) + "(…)";
  }
}
