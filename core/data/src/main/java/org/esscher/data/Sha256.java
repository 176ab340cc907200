package org.esscher.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** SHA-256, by which Esscher knows files, states and rows again. Thread-safe. */
public final class Sha256 {
  private Sha256() {}

  /**
   * A digest to feed by and by.
   *
   * @return one that has taken nothing in; for one thread
   */
  public static MessageDigest begun() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new EsscherException(
          ErrorCode.HOST, "every Java platform has SHA-256, but not this one", e);
    }
  }

  /**
   * The digest of bytes.
   *
   * @param content the bytes
   * @return 32 bytes
   */
  public static byte[] of(byte[] content) {
    return begun().digest(content);
  }

  /**
   * The digest of bytes, as text.
   *
   * @param content the bytes
   * @return 64 hexadecimal digits, in lower case
   */
  public static String hex(byte[] content) {
    return HexFormat.of().formatHex(of(content));
  }

  /**
   * What a digest has taken in, as text; it begins anew.
   *
   * @param fed from {@link #begun}
   * @return 64 hexadecimal digits, in lower case
   */
  public static String hex(MessageDigest fed) {
    return HexFormat.of().formatHex(fed.digest());
  }

  /**
   * The digest of a file, which need not fit the memory.
   *
   * @param file the file
   * @return 64 hexadecimal digits, in lower case
   * @throws IOException when it can't be read
   */
  public static String hex(Path file) throws IOException {
    MessageDigest sha256 = begun();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return hex(sha256);
  }
}
