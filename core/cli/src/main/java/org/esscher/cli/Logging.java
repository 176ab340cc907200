package org.esscher.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** What the libraries under the command line may say. */
final class Logging {
  private Logging() {}

  /**
   * Sets the properties of {@code logging.properties} that the command line of Java didn't set.
   * They are properties of the system since a file named {@code simplelogger.properties}, which the
   * logger would look for, comes with a library too: which one it would find is a matter of chance.
   */
  static void configure() {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Logging.class.getResourceAsStream("logging.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    properties.stringPropertyNames().stream()
        .filter(name -> System.getProperty(name) == null)
        .forEach(name -> System.setProperty(name, properties.getProperty(name)));
  }
}
