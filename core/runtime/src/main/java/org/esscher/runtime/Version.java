package org.esscher.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Which version of Esscher runs. The build writes it; classes that are in no jar have it too. */
public final class Version {
  private static final String FILE = "version.properties";

  private Version() {}

  /**
   * The version.
   *
   * @return as in the artifacts' names, such as {@code 0.1.0}
   * @throws EsscherException (RESOURCES) when the runtime's jar can't be read
   */
  public static String current() {
    try (InputStream written =
        Objects.requireNonNull(Version.class.getResourceAsStream(FILE), FILE)) {
      Properties properties = new Properties();
      properties.load(written);
      return Objects.requireNonNull(properties.getProperty("version"), FILE);
    } catch (IOException e) {
      throw new EsscherException(ErrorCode.RESOURCES, FILE + " can't be read: " + e, e);
    }
  }
}
