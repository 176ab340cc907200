package org.esscher.site;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;

/** CommonMark with tables; headings have anchors; HTML in a page is shown, not interpreted. */
final class MarkdownRenderer {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true).build();

  private final TypeLinks types;

  MarkdownRenderer(TypeLinks types) {
    this.types = types;
  }

  /**
   * Renders.
   *
   * @param page what is written
   * @param resolved where a link's destination lies, as this page has to say it
   */
  Page render(MarkdownPage page, UnaryOperator<String> resolved) {
    Node document = PARSER.parse(page.text());
    Headings headings = new Headings();
    document.accept(headings);
    document.accept(new Destinations(resolved));
    Page empty = new Page(page.path(), headings.title(page.source()), "");
    document.accept(new TypeNames(empty.toRoot()));
    // A wide table is moved within the page; the page itself never is.
    String html =
        RENDERER
            .render(document)
            .replaceAll(
                "<table>(?=\\s*<thead>\\s*<tr>\\s*<th>field</th>)", "<table class=\"fields\">")
            .replaceAll("<table[^>]*>", "<div class=\"wide\" tabindex=\"0\">$0")
            .replace("</table>", "</table></div>");
    return new Page(empty.path(), empty.title(), headings.contents(html));
  }

  /** The words of a node, without their markup. */
  static String words(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak lineBreak) {
            words.append(' ');
          }
        });
    return words.toString();
  }

  static Node parse(String markdown) {
    return PARSER.parse(markdown);
  }

  /** Sets the destinations of links and images. */
  private static final class Destinations extends AbstractVisitor {
    private final UnaryOperator<String> resolved;

    Destinations(UnaryOperator<String> resolved) {
      this.resolved = resolved;
    }

    @Override
    public void visit(Link link) {
      link.setDestination(resolved.apply(link.getDestination()));
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      image.setDestination(resolved.apply(image.getDestination()));
    }
  }

  /** Links each name of a public type, set as code, to its Javadoc. */
  private final class TypeNames extends AbstractVisitor {
    private final String toRoot;

    TypeNames(String toRoot) {
      this.toRoot = toRoot;
    }

    @Override
    public void visit(Code code) {
      types
          .page(code.getLiteral())
          .ifPresent(
              page -> {
                Link link = new Link(toRoot + page, null);
                code.insertBefore(link);
                link.appendChild(code);
              });
    }

    @Override
    public void visit(Link link) {
      // A link within a link is none.
    }

    @Override
    public void visit(Heading heading) {
      // Anchors of headings stay what the words say.
    }
  }

  /** What a page's headings tell. */
  private static final class Headings extends AbstractVisitor {
    private static final int A_SCREEN_OR_TWO = 6000;

    private int second;
    private @Nullable String first;

    @Override
    public void visit(Heading heading) {
      if (heading.getLevel() == 1 && first == null) {
        first = words(heading);
      } else if (heading.getLevel() == 2) {
        second++;
      }
    }

    String title(String source) {
      if (first == null) {
        throw new IllegalArgumentException(source + " has no title: begin it with a line '# …'");
      }
      return first;
    }

    /** The page with a list of its sections below the title, where it is long. */
    String contents(String html) {
      int end = html.indexOf("</h1>") + "</h1>".length();
      if (second < 4 || html.length() < A_SCREEN_OR_TWO) {
        return html;
      }
      StringBuilder list =
          new StringBuilder("\n<details class=\"contents\"><summary>On this page</summary><ul>\n");
      String rest = html.substring(end);
      Matcher heading = Pattern.compile("<h2 id=\"([^\"]*)\">(.*?)</h2>").matcher(rest);
      while (heading.find()) {
        list.append("<li><a href=\"#")
            .append(heading.group(1))
            .append("\">")
            .append(heading.group(2).replaceAll("</?a[^>]*>", ""))
            .append("</a></li>\n");
      }
      return html.substring(0, end) + list.append("</ul></details>\n") + rest;
    }
  }
}
