package org.esscher.cli.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Markup, parsed: only what is well-formed gets through. */
final class Markup {
  private final List<Element> elements = new ArrayList<>();

  private Markup(Document document) {
    NodeList all = document.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      elements.add((Element) all.item(i));
    }
  }

  static Markup parse(String text) {
    try {
      DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      return new Markup(parser.parse(new InputSource(new StringReader(text))));
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException(e);
    } catch (SAXException e) {
      throw new AssertionError("not well-formed: " + e.getMessage(), e);
    }
  }

  static Markup of(Chart chart) {
    Html page = new Html();
    chart.write(page);
    return parse(page.toString());
  }

  List<Element> all(String tag) {
    return elements.stream().filter(element -> element.getTagName().equals(tag)).toList();
  }

  /** Elements of a tag whose class attribute holds a word. */
  List<Element> styled(String tag, String word) {
    return all(tag).stream()
        .filter(element -> List.of(element.getAttribute("class").split(" ")).contains(word))
        .toList();
  }

  List<Element> all() {
    return elements;
  }

  /** The text of every element of a tag. */
  List<String> texts(String tag) {
    return all(tag).stream().map(Node::getTextContent).toList();
  }

  /** The text under the heading that holds a title, up to the section's end. */
  String section(String title) {
    return all("section").stream()
        .filter(
            section -> section.getElementsByTagName("h2").item(0).getTextContent().equals(title))
        .map(Node::getTextContent)
        .findFirst()
        .orElse("");
  }
}
