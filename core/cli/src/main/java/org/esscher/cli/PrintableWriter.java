package org.esscher.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import org.esscher.data.PrintableText;

/** Writes control characters out, whatever prints through it; line ends stay. */
final class PrintableWriter extends FilterWriter {
  PrintableWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int character) throws IOException {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length));
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    out.write(PrintableText.lines(text.substring(from, from + length)));
  }

  @Override
  public void write(String text) throws IOException {
    write(text, 0, text.length());
  }
}
