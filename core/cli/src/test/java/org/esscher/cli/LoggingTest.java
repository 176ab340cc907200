package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  @AfterEach
  void forget() {
    System.clearProperty(LEVEL);
    Logging.configure();
  }

  @Test
  void librariesMayWarnOnStandardErrorOnly() {
    System.clearProperty(LEVEL);
    Logging.configure();
    assertThat(System.getProperty(LEVEL)).isEqualTo("warn");
    assertThat(System.getProperty("org.slf4j.simpleLogger.logFile")).isEqualTo("System.err");
  }

  @Test
  void whatTheCommandLineOfJavaSaysIsKept() {
    System.setProperty(LEVEL, "debug");
    Logging.configure();
    assertThat(System.getProperty(LEVEL)).isEqualTo("debug");
  }
}
