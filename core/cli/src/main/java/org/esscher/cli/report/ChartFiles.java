package org.esscher.cli.report;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a page and, beside it, its charts as SVG and PNG files. The directory holds the charts of
 * this page: those of an earlier one of the same name are removed.
 */
final class ChartFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ChartFiles.class);

  /** Pixels of a PNG to a unit of the drawing. */
  private static final int SCALE = 2;

  private ChartFiles() {}

  /**
   * Writes all of them.
   *
   * @param page the page's file
   * @param html its content
   * @param charts in the page's order
   * @param listener is told of the charts that were drawn
   * @throws EsscherException (USER) when a file can't be written
   */
  static void write(Path page, String html, List<Chart> charts, WorkListener listener) {
    try {
      Files.writeString(page, html);
      Path directory = directory(page);
      if (Files.isDirectory(directory)) {
        removeCharts(directory);
      }
      if (!charts.isEmpty()) {
        writeAll(Files.createDirectories(directory), charts, listener);
      }
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER, page + " can't be written (" + e + "); choose another file", e);
    }
  }

  private static Path directory(Path page) {
    String name = String.valueOf(page.getFileName()).replaceFirst("\\.[^.]*$", "");
    return page.resolveSibling(name + "-charts");
  }

  /** Whatever else somebody keeps there stays. */
  private static void removeCharts(Path directory) throws IOException {
    try (DirectoryStream<Path> charts = Files.newDirectoryStream(directory, "*.{svg,png}")) {
      for (Path chart : charts) {
        Files.delete(chart);
      }
    }
  }

  private static void writeAll(Path directory, List<Chart> charts, WorkListener listener)
      throws IOException {
    String style = PlotLibrary.text("drawing.css");
    Set<String> names = new HashSet<>();
    boolean pixels = true;
    int done = 0;
    listener.reached("draw", "charts", done, charts.size());
    for (Chart chart : charts) {
      String name = name(chart.title(), names);
      String svg = chart.svg(style);
      Files.writeString(directory.resolve(name + ".svg"), svg);
      pixels = pixels && writePng(directory.resolve(name + ".png"), svg);
      listener.reached("draw", "charts", ++done, charts.size());
    }
  }

  /** The title's letters and digits, with a number where two charts would have one name. */
  private static String name(String title, Set<String> taken) {
    String plain = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String stem = plain.replaceAll("^-|-$", "");
    String name = stem;
    for (int number = 2; !taken.add(name); number++) {
      name = stem + "-" + number;
    }
    return name;
  }

  /** Whether it could be drawn: a server may have no fonts, and a Java without a desktop no AWT. */
  private static boolean writePng(Path file, String svg) throws IOException {
    BufferedImage image;
    try {
      image = drawn(svg);
    } catch (RuntimeException | LinkageError | InternalError e) {
      LOG.warn("charts are written as SVG only: this Java can't draw text ({})", e.toString());
      return false;
    }
    ImageIO.write(image, "png", file.toFile());
    return true;
  }

  private static BufferedImage drawn(String svg) {
    SVGDocument document =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                null,
                LoaderContext.createDefault());
    if (document == null) {
      throw new IllegalStateException("a chart's drawing is not SVG: " + svg);
    }
    int width = (int) Math.ceil(document.size().width) * SCALE;
    int height = (int) Math.ceil(document.size().height) * SCALE;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.scale(SCALE, SCALE);
      document.render(null, graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }
}
