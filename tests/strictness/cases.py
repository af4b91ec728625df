"""The cases: what is sent, which clause speaks of it, and what the clause demands of a server.

A row is (name, bytes, clause, demand). `{host}` in the bytes is the server's own host:port. A clause is a section
of RFC 9112 or RFC 9110. Where a clause only says that senders never send this, the demand is that of RFC 9112
section 2.2: what is not in the grammar SHOULD be answered 400 and the connection closed.
"""
import collections

MUST = "MUST refuse"
MUST_END = "MUST refuse, close"  # not one more byte of the connection may be read as a request
END = "either, MUST close"  # served or refused, and then closed
SHOULD = "SHOULD refuse"
EITHER = "either"
ACCEPT = "MUST accept"
OUGHT = "SHOULD accept"

Case = collections.namedtuple("Case", "group name sent clause demand")

HOST = "Host: {host}\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
LENGTH = "Content-Length: 5\r\n"
JSON = "[1,2]"  # five bytes
CHUNKS = "5\r\n[1,2]\r\n0\r\n\r\n"


def get(line="GET /hello.txt HTTP/1.1", fields="", host=HOST):
    return f"{line}\r\n{host}{fields}\r\n"


def target(text, method="GET"):
    return get(f"{method} {text} HTTP/1.1")


def hosted(host):
    return get(host=host)


def field(text):
    return get(fields=text)


def post(fields, body=CHUNKS, version="1.1"):
    return f"POST /upload HTTP/{version}\r\n{HOST}Content-Type: application/json\r\n{fields}\r\n{body}"


def chunked(body):
    return post(CHUNKED, body)


GROUPS = {
    "Lines": [
        ("LF alone ends every line", "GET /hello.txt HTTP/1.1\nHost: {host}\n\n", "9112 2.2", EITHER),
        ("LF alone ends the request line", "GET /hello.txt HTTP/1.1\n" + HOST + "\r\n", "9112 2.2", EITHER),
        ("LF alone ends a field", field("X: 1\nY: 2\r\n"), "9112 2.2", EITHER),
        ("bare CR in a value", field("X: a\rb\r\n"), "9112 2.2 (or read it as SP)", EITHER),
        ("bare CR before a field that frames", post("X: a\rContent-Length: 5\r\n", ""),
         "9112 2.2 (or read it as SP)", EITHER),
        ("bare CR in the request line", "GET /hello.txt\rX HTTP/1.1\r\n" + HOST + "\r\n", "9112 2.2", SHOULD),
        ("an empty line before the request line", "\r\n" + get(), "9112 2.2", OUGHT),
        ("a space before the request line", " " + get(), "9112 3", EITHER),
    ],
    "Request line": [
        ("two spaces", get("GET  /hello.txt HTTP/1.1"), "9112 3", EITHER),
        ("a tab as separator", get("GET\t/hello.txt HTTP/1.1"), "9112 3", EITHER),
        ("a vertical tab as separator", get("GET\v/hello.txt HTTP/1.1"), "9112 3", EITHER),
        ("a space at its end", get("GET /hello.txt HTTP/1.1 "), "9112 3", EITHER),
        ("no version (HTTP/0.9)", "GET /hello.txt\r\n", "9112 2.3", SHOULD),
        ("no version, but fields", get("GET /hello.txt"), "9112 2.3", SHOULD),
        ("version HTTP/1.10", get("GET /hello.txt HTTP/1.10"), "9112 2.3", SHOULD),
        ("version HTTP/01.1", get("GET /hello.txt HTTP/01.1"), "9112 2.3", SHOULD),
        ("version http/1.1", get("GET /hello.txt http/1.1"), "9112 2.3", SHOULD),
        ("version HTTP/1.", get("GET /hello.txt HTTP/1."), "9112 2.3", SHOULD),
        ("version HTTP/2.0", get("GET /hello.txt HTTP/2.0"), "9110 15.6.6", EITHER),
        ("version HTTP/1.2", get("GET /hello.txt HTTP/1.2"), "9110 2.5", OUGHT),
        ("version HTTP/1.0 without Host", "GET /hello.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
         "9112 3.2", OUGHT),
        ("method in lower case", get("get /hello.txt HTTP/1.1"), "9110 9.1", SHOULD),
        ("method that is no token", get("G@T /hello.txt HTTP/1.1"), "9110 9.1", SHOULD),
        ("method unknown", get("BREW /hello.txt HTTP/1.1"), "9110 9.1", SHOULD),
    ],
    "Target": [
        ("raw non-ASCII", target("/hell\xf6.txt"), "9112 3.2", SHOULD),
        ("raw space", target("/hello .txt"), "9112 3.2", SHOULD),
        ("raw NUL", target("/hello.txt\0"), "9112 3.2", SHOULD),
        ("raw control character", target("/hello.txt\x01"), "9112 3.2", SHOULD),
        ("fragment", target("/hello.txt#top"), "9112 3.2", SHOULD),
        ("characters outside the grammar", target('/hello.txt?<">'), "9112 3.2", SHOULD),
        ("malformed percent", target("/hello%zz.txt"), "9112 3.2.1", SHOULD),
        ("percent cut short", target("/hello.txt%4"), "9112 3.2.1", SHOULD),
        ("encoded NUL", target("/hello.txt%00"), "9112 3.2.1", EITHER),
        ("encoded slash and dots", target("/%2f../hello.txt"), "9112 3.2.1", EITHER),
        ("dots above the root", target("/../hello.txt"), "9112 3.2.1", EITHER),
        ("relative", target("hello.txt"), "9112 3.2", SHOULD),
        ("authority-form with GET", target("{host}"), "9112 3.2.3", SHOULD),
        ("asterisk with GET", target("*"), "9112 3.2.4", SHOULD),
        ("asterisk with OPTIONS", target("*", "OPTIONS"), "9112 3.2.4", EITHER),
        ("absolute-form", target("http://{host}/hello.txt"), "9112 3.2.2", ACCEPT),
        ("absolute-form, foreign Host beside it",
         get("GET http://{host}/hello.txt HTTP/1.1", host="Host: other.example\r\n"), "9112 3.2.2", ACCEPT),
        ("absolute-form, foreign authority", target("http://other.example/hello.txt"), "9110 7.4", EITHER),
        ("absolute-form, https unsecured", target("https://{host}/hello.txt"), "9110 7.4", MUST),
        ("absolute-form, user before the host", target("http://me@{host}/hello.txt"), "9110 4.2.4", SHOULD),
        ("absolute-form, empty host", target("http:///hello.txt"), "9110 4.2.1", MUST),
        ("of 7,900 bytes", target("/hello.txt?" + 7889 * "a"), "9112 3", OUGHT),
    ],
    "Host": [
        ("missing", hosted(""), "9112 3.2", MUST),
        ("twice, equal", hosted(HOST + HOST), "9112 3.2", MUST),
        ("twice, different", hosted(HOST + "Host: other.example\r\n"), "9112 3.2", MUST),
        ("twice in HTTP/1.0", get("GET /hello.txt HTTP/1.0", host=HOST + HOST), "9112 3.2", MUST),
        ("with a space inside", hosted("Host: a b\r\n"), "9112 3.2", MUST),
        ("with a path", hosted("Host: {host}/x\r\n"), "9112 3.2", MUST),
        ("with user information", hosted("Host: me@{host}\r\n"), "9112 3.2", MUST),
        ("with letters as port", hosted("Host: localhost:http\r\n"), "9112 3.2", MUST),
        ("with an open bracket", hosted("Host: [::1\r\n"), "9112 3.2", MUST),
        ("with a control character", hosted("Host: local\x01host\r\n"), "9112 3.2", MUST),
        ("empty", hosted("Host:\r\n"), "9112 3.3", EITHER),
        ("foreign", hosted("Host: other.example\r\n"), "9110 7.4", EITHER),
    ],
    "Fields": [
        ("space before the colon", field("X : 1\r\n"), "9112 5.1", MUST),
        ("tab before the colon", field("X\t: 1\r\n"), "9112 5.1", MUST),
        ("space in the name", field("X Y: 1\r\n"), "9110 5.1", SHOULD),
        ("empty name", field(": 1\r\n"), "9110 5.1", SHOULD),
        ("name that is no token", field("X(1): 1\r\n"), "9110 5.1", SHOULD),
        ("name with a raw non-ASCII byte", field("X\xe9: 1\r\n"), "9110 5.1", SHOULD),
        ("NUL in the name", field("X\0: 1\r\n"), "9110 5.1", SHOULD),
        ("no colon", field("X\r\n"), "9112 5", SHOULD),
        ("space before the first field", get(host=" X: 1\r\n" + HOST), "9112 2.2 (or drop the line)", EITHER),
        ("obs-fold", field("X: 1\r\n 2\r\n"), "9112 5.2 (or read it as SP)", EITHER),
        ("NUL in a value", field("X: a\0b\r\n"), "9110 5.5 (or read it as SP)", EITHER),
        ("control character in a value", field("X: a\x01b\r\n"), "9110 5.5", EITHER),
        ("DEL in a value", field("X: a\x7fb\r\n"), "9110 5.5", EITHER),
        ("raw non-ASCII in a value", field("X: \xe9\r\n"), "9110 5.5", OUGHT),
        ("unknown expectation", field("Expect: wonders\r\n"), "9110 10.1.1", EITHER),
    ],
    "Content-Length": [
        ("twice, the first is right", post(LENGTH + "Content-Length: 6\r\n", JSON), "9112 6.3", MUST_END),
        ("twice, the last is right", post("Content-Length: 6\r\n" + LENGTH, JSON), "9112 6.3", MUST_END),
        ("a list, the first is right", post("Content-Length: 5, 6\r\n", JSON), "9112 6.3", MUST_END),
        ("a list, the last is right", post("Content-Length: 6, 5\r\n", JSON), "9112 6.3", MUST_END),
        ("twice, equal", post(LENGTH + LENGTH, JSON), "9112 6.3", EITHER),
        ("a list, equal", post("Content-Length: 5, 5\r\n", JSON), "9112 6.3", EITHER),
        ("+5", post("Content-Length: +5\r\n", JSON), "9112 6.3", MUST_END),
        ("-5", post("Content-Length: -5\r\n", JSON), "9112 6.3", MUST_END),
        ("0x5", post("Content-Length: 0x5\r\n", JSON), "9112 6.3", MUST_END),
        ("5.0", post("Content-Length: 5.0\r\n", JSON), "9112 6.3", MUST_END),
        ("5 and letters", post("Content-Length: 5abc\r\n", JSON), "9112 6.3", MUST_END),
        ("a space inside", post("Content-Length: 5 0\r\n", JSON), "9112 6.3", MUST_END),
        ("empty", post("Content-Length:\r\n", JSON), "9112 6.3", MUST_END),
        ("2^64 + 5", post("Content-Length: 18446744073709551621\r\n", JSON), "9110 8.6", MUST_END),
        ("in a GET, malformed", field("Content-Length: x\r\n"), "9112 6.3", MUST_END),
        ("leading zeros", post("Content-Length: 0005\r\n", JSON), "9110 8.6", OUGHT),
    ],
    "Transfer-Encoding": [
        ("beside Content-Length", post(LENGTH + CHUNKED), "9112 6.1", END),
        ("before Content-Length", post(CHUNKED + LENGTH), "9112 6.1", END),
        ("in HTTP/1.0", post(CHUNKED + "Connection: keep-alive\r\n", version="1.0"), "9112 6.1", END),
        ("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n"), "9112 6.1", SHOULD),
        ("chunked twice, two fields", post(CHUNKED + CHUNKED), "9112 6.1", SHOULD),
        ("chunked, identity", post("Transfer-Encoding: chunked, identity\r\n"), "9112 6.3", MUST_END),
        ("chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n"), "9112 6.3", MUST_END),
        ("identity", post("Transfer-Encoding: identity\r\n"), "9112 6.3", MUST_END),
        ("unknown", post("Transfer-Encoding: magic\r\n"), "9112 6.3", MUST_END),
        ("unknown, chunked", post("Transfer-Encoding: magic, chunked\r\n"), "9112 6.1", SHOULD),
        ("xchunked", post("Transfer-Encoding: xchunked\r\n"), "9112 6.3", MUST_END),
        ("quoted", post('Transfer-Encoding: "chunked"\r\n'), "9112 6.3", MUST_END),
        ("disguised by a vertical tab", post("Transfer-Encoding: \vchunked\r\n"), "9112 6.3", MUST_END),
        ("a space before the colon", post("Transfer-Encoding : chunked\r\n"), "9112 5.1", MUST),
        ("folded", post("Transfer-Encoding:\r\n chunked\r\n"), "9112 5.2 (or read it as SP)", EITHER),
        ("CHUNKED", post("Transfer-Encoding: CHUNKED\r\n"), "9112 7", ACCEPT),
    ],
    "Chunks": [
        ("size +5", chunked("+" + CHUNKS), "9112 7.1", SHOULD),
        ("size -5", chunked("-" + CHUNKS), "9112 7.1", SHOULD),
        ("size 0x5", chunked("0x" + CHUNKS), "9112 7.1", SHOULD),
        ("size with a space before it", chunked(" " + CHUNKS), "9112 7.1", SHOULD),
        ("size with a space behind it", chunked("5 \r\n[1,2]\r\n0\r\n\r\n"), "9112 7.1", SHOULD),
        ("size empty", chunked("\r\n[1,2]\r\n0\r\n\r\n"), "9112 7.1", SHOULD),
        ("size of letters", chunked("g\r\n[1,2]\r\n0\r\n\r\n"), "9112 7.1", SHOULD),
        ("size 2^64 + 5", chunked("10000000000000005\r\n[1,2]\r\n0\r\n\r\n"), "9112 7.1", MUST),
        ("size with leading zeros", chunked("0000005\r\n[1,2]\r\n00\r\n\r\n"), "9112 7.1", ACCEPT),
        ("size ended by LF alone", chunked("5\n[1,2]\r\n0\r\n\r\n"), "9112 7.1", SHOULD),
        ("last chunk ended by LF alone", chunked("5\r\n[1,2]\r\n0\n\r\n"), "9112 7.1", SHOULD),
        ("extension", chunked('5;a;b=c;d="e"\r\n[1,2]\r\n0\r\n\r\n'), "9112 7.1.1", ACCEPT),
        ("extension, white space before it", chunked("5 ;a=b\r\n[1,2]\r\n0\r\n\r\n"), "9110 5.6.3", ACCEPT),
        ("extension ended by LF alone", chunked("5;a\n[1,2]\r\n0\r\n\r\n"), "9112 7.1.1", SHOULD),
        ("bare CR in an extension", chunked("5;a\rb\r\n[1,2]\r\n0\r\n\r\n"), "9112 2.2 (or read it as SP)", EITHER),
        ("no CRLF after the data", chunked("5\r\n[1,2]0\r\n\r\n"), "9112 7.1", SHOULD),
        ("LF alone after the data", chunked("5\r\n[1,2]\n0\r\n\r\n"), "9112 7.1", SHOULD),
        ("longer data than the size", chunked("4\r\n[1,2]\r\n0\r\n\r\n"), "9112 7.1", SHOULD),
        ("trailer", chunked("5\r\n[1,2]\r\n0\r\nX: 1\r\n\r\n"), "9112 7.1.2", ACCEPT),
        ("trailer without a colon", chunked("5\r\n[1,2]\r\n0\r\nX\r\n\r\n"), "9112 7.1.2", SHOULD),
        ("trailer, space before the colon", chunked("5\r\n[1,2]\r\n0\r\nX : 1\r\n\r\n"), "9112 7.1.2", SHOULD),
        ("trailer folded", chunked("5\r\n[1,2]\r\n0\r\nX: 1\r\n 2\r\n\r\n"), "9112 5.2", EITHER),
        ("trailer ended by LF alone", chunked("5\r\n[1,2]\r\n0\r\nX: 1\n\r\n"), "9112 2.2", EITHER),
    ],
    "Connection": [
        ("close, and bytes behind it", field("Connection: close\r\n"), "9112 9.6", END),
        ("CLOSE in a list, and bytes behind it", field("Connection: x, CLOSE\r\n"), "9112 9.6", END),
        ("stays open unless told", get(), "9112 9.3", OUGHT),
    ],
}

CASES = [Case(group, *row) for group, rows in GROUPS.items() for row in rows]

# Where ours does not keep a rule, and knows it: the file that gives the reason.
DELIBERATE = {("Chunks", "extension, white space before it"): "server/http/chunked_decoder.cpp"}
