import Domain
import Foundation

/// What a date cell came to.
enum DateReading: Equatable {
    case empty
    case instant(Instant)
    case unreadable
}

/// Turns the date cells of one export into moments, with the tenant's zone for those that name none.
struct DateReader {
    private let parser: DateParser
    private let calendar: TenantCalendar
    private let isUTC: Bool
    /// Offsets by local quarter of an hour: asking the zone costs more than reading the date.
    private var offsets: [Int64: Int64] = [:]

    init(order: DateOrder?, calendar: TenantCalendar) {
        parser = DateParser(order: order)
        self.calendar = calendar
        isUTC = ["GMT", "UTC", "Etc/UTC"].contains(calendar.timeZone.identifier)
    }

    /// Reads a cell. Fractions of a second are dropped.
    ///
    /// Whole numbers of 9 to 11 digits are seconds since the epoch, of 12 to 14 milliseconds (unless 14 digits spell
    /// a date), of 15 to 17 microseconds; numbers between 20,000 and 80,000 are days of a spreadsheet.
    mutating func read(_ bytes: ArraySlice<UInt8>) -> DateReading {
        guard !EmptyWords.isEmpty(bytes) else { return .empty }
        if let first = bytes.first, first == 0x30 || first == 0x39, Self.isSentinel(bytes) { return .empty }
        if let written = parser.parse(bytes) { return .instant(instant(written)) }
        return number(bytes).map { .instant($0) } ?? .unreadable
    }

    /// Dates that databases write for none: year 0, year 1, or the last one there is.
    private static func isSentinel(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: "0000-00-00".utf8) || bytes.starts(with: "0001-01-01".utf8)
            || bytes.starts(with: "9999-12-31".utf8) || bytes.starts(with: "00/00/0000".utf8)
            || bytes.elementsEqual([0x30])
    }

    private mutating func instant(_ written: WrittenDate) -> Instant {
        if let offset = written.offset {
            return Instant(
                date: written.date, hour: written.hour, minute: written.minute, second: written.second, offset: offset)
        }
        let local = Instant(date: written.date, hour: written.hour, minute: written.minute, second: written.second)
        if isUTC { return local }
        // No zone changes its clocks within a quarter of an hour of local time (since 1900).
        let key = local.seconds / 900
        if let offset = offsets[key] { return Instant(seconds: local.seconds - offset) }
        let exact = calendar.instant(
            date: written.date, hour: written.hour, minute: written.minute, second: written.second)
        if offsets.count > 50_000 { offsets.removeAll(keepingCapacity: true) }
        offsets[key] = local.seconds - exact.seconds
        return exact
    }

    private mutating func number(_ bytes: ArraySlice<UInt8>) -> Instant? {
        let text = bytes.drop { $0 == 0x20 }.prefix { $0 != 0x20 }
        let dot = text.firstIndex { !(0x30...0x39 ~= $0) } ?? text.endIndex
        guard text.count <= 24, dot > text.startIndex else { return nil }
        if dot < text.endIndex {
            guard text[dot] == 0x2E, text[(dot + 1)...].allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        }
        guard let whole = Int64(String(decoding: text[..<dot], as: UTF8.self)) else { return nil }
        switch dot - text.startIndex {
        case 9...11: return plausible(whole)
        case 12...14: return plausible(whole / 1_000)
        case 15...17: return plausible(whole / 1_000_000)
        case 5 where (20_000...80_000).contains(whole):
            guard let serial = Double(String(decoding: text, as: UTF8.self)),
                let iso = NumberFormat.date(serial, from1904: false), let written = parser.parse(Array(iso.utf8)[...])
            else { return nil }
            return instant(written)
        default: return nil
        }
    }

    /// Before the year 2200, like the written dates.
    private func plausible(_ seconds: Int64) -> Instant? {
        seconds < 7_258_118_400 ? Instant(seconds: seconds) : nil
    }
}
