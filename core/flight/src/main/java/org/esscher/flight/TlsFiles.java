package org.esscher.flight;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.api.EsscherException;

/**
 * Files of TLS, in PEM; empty where there are none.
 *
 * @param trust certificates that are trusted
 * @param certificate that this side shows
 * @param key its private key
 */
record TlsFiles(String trust, String certificate, String key) {
  TlsFiles {
    if (certificate.isEmpty() != key.isEmpty()) {
      throw EsscherException.user(
          "a certificate is shown with its key: set certificate and key, or neither");
    }
  }

  boolean isEmpty() {
    return trust.isEmpty() && certificate.isEmpty();
  }

  static InputStream open(String file) {
    try {
      return new ByteArrayInputStream(Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      throw EsscherException.user("the PEM file %s can't be read: %s", file, e);
    }
  }
}
