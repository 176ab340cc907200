package org.esscher.dist;

import java.nio.file.Path;

/** The distribution of this build, as commands of a shell. */
final class Distribution {
  /** This JVM's Java, started for short work. */
  static final String JAVA =
      IsolatedMaven.quoted(Path.of(System.getProperty("java.home"), "bin", "java"))
          + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private Distribution() {}

  /** What {@code ./esscher} runs when it need not build. */
  static String esscher() {
    Path distribution = Pages.ROOT.resolve("plugins/dist/target/esscher");
    return String.join(
        " ",
        JAVA,
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "'-Desscher.plugins=" + distribution.resolve("plugins") + "'",
        "-cp",
        IsolatedMaven.quoted(distribution.resolve("lib/*")),
        "org.esscher.cli.Main");
  }
}
